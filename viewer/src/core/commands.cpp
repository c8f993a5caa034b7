#include "core/commands.h"

#include <array>

namespace heddle::viewer {
namespace {

// Perfetto's keys, and what viewers.md of the project's notes proposes beyond them.
// clang-format off
constexpr auto table = std::to_array<Command>({
    {"open",            "File",       "Open a trace...",                      "Ctrl+O"},
    {"run",             "File",       "Run a scenario...",                    "Ctrl+R"},
    {"compare",         "File",       "Compare with another trace...",        "Ctrl+K"},
    {"close",           "File",       "Close this trace",                     "Ctrl+W"},
    {"export-picture",  "File",       "Export the view as a picture...",      "Ctrl+E"},
    {"copy-finding",    "File",       "Copy the explanation",                 "Ctrl+Shift+C"},
    {"copy-replay",     "File",       "Copy the replay command",              "Ctrl+Shift+R"},
    {"settings",        "File",       "Settings...",                          "Ctrl+,"},
    {"quit",            "File",       "Quit",                                 "Ctrl+Q"},

    {"zoom-in",         "Moving",     "Zoom in",                              "W"},
    {"zoom-out",        "Moving",     "Zoom out",                             "S"},
    {"pan-left",        "Moving",     "Move left",                            "A"},
    {"pan-right",       "Moving",     "Move right",                           "D"},
    {"focus",           "Moving",     "Centre on the selection; again: fit it", "F"},
    {"zoom-back",       "Moving",     "Back to the zoom before", "Backspace"},
    {"fit-all",         "Moving",     "Show everything",                      "Ctrl+0"},
    {"taller",          "Moving",     "Higher lanes",                         "Ctrl++ Ctrl+="},
    {"lower",           "Moving",     "Lower lanes",                          "Ctrl+-"},
    {"undo",            "Moving",     "Back to the selection before",         "Ctrl+Z"},
    {"redo",            "Moving",     "Forward again",                        "Ctrl+Y Ctrl+Shift+Z"},

    {"goroutine-next",  "Stepping",   "Next event of this goroutine",         "Right"},
    {"goroutine-previous", "Stepping", "Previous event of this goroutine",    "Left"},
    {"step-next",       "Stepping",   "Next step of the schedule",            "Shift+Right"},
    {"step-previous",   "Stepping",   "Previous step of the schedule",        "Shift+Left"},
    {"lane-next",       "Stepping",   "Next event on this object",            "."},
    {"lane-previous",   "Stepping",   "Previous event on this object",        ","},
    {"edge-next",       "Stepping",   "Along happens-before, forward",        "]"},
    {"edge-previous",   "Stepping",   "Along happens-before, back",           "["},
    {"first",           "Stepping",   "First step",                           "Home"},
    {"last",            "Stepping",   "Last step",                            "End"},
    {"play",            "Stepping",   "Play, pause",                          "Space"},
    {"bug",             "Stepping",   "To the bug",                           "B"},

    {"search",          "Finding",    "Search events",                        "/"},
    {"hit-next",        "Finding",    "Next hit",                             "Return"},
    {"hit-previous",    "Finding",    "Previous hit",                         "Shift+Return"},
    {"find-lane",       "Finding",    "Filter lanes by name",                 "Ctrl+P"},
    {"palette",         "Finding",    "All commands",                         "Ctrl+Shift+P"},
    {"difference-next", "Finding",    "Next difference of a comparison",      "N"},
    {"difference-previous", "Finding", "Previous difference",                 "Shift+N"},
    {"bookmark",        "Finding",    "Set or remove a bookmark",             "M"},
    {"bookmark-next",   "Finding",    "Next bookmark",                        "Shift+M"},
    {"clear",           "Finding",    "Stop what works; clear search and selection",           "Esc"},

    {"lane-hide",       "Lanes",      "Hide this lane",                       "H"},
    {"lane-show-all",   "Lanes",      "Show all lanes",                       "Shift+H"},
    {"lane-pin",        "Lanes",      "Pin this lane, or let it go",          "P"},
    {"lane-up",         "Lanes",      "Move this lane up",                    "Alt+Up"},
    {"lane-down",       "Lanes",      "Move this lane down",                  "Alt+Down"},

    {"view-timeline",   "Views",      "Timeline",                             "Ctrl+1"},
    {"view-graph",      "Views",      "Happens-before graph",                 "Ctrl+2"},
    {"view-slice",      "Views",      "Graph of the finding", "Ctrl+3"},
    {"path-anchor",     "Views",      "Paths begin at this event",            "Shift+A"},
    {"dark",            "Views",      "Dark or light",                        "Ctrl+D"},
    {"help",            "Views",      "Keys",                                 "?"},
});
// clang-format on

}  // namespace

std::span<const Command> commands() { return table; }

const Command* command_of(std::string_view id) {
  for (const Command& command : table) {
    if (command.id == id) return &command;
  }
  return nullptr;
}

}  // namespace heddle::viewer
