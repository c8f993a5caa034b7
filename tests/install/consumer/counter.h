#pragma once

void count_to_two();
