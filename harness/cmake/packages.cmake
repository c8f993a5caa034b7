# `cpack -G DEB` in the build folder makes three packages of what is installed: the program, the
# library for programs of one's own, and the viewer.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "Heddle")
set(CPACK_PACKAGE_CONTACT "The Heddle developers <heddle@localhost>")
set(CPACK_PACKAGE_DESCRIPTION
    "Heddle runs programs with goroutines, channels, locks and timers under a scheduler of its own: \
it explores interleavings, checks each for races, deadlocks and leaks, and repeats any of them \
exactly.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/strip_archives.cmake")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL heddle libheddle-dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_HEDDLE_PACKAGE_NAME heddle)
set(CPACK_COMPONENT_HEDDLE_DESCRIPTION "Finds, repeats and explains concurrency bugs")
set(CPACK_DEBIAN_HEDDLE_PACKAGE_RECOMMENDS "graphviz")
set(CPACK_DEBIAN_HEDDLE_PACKAGE_SUGGESTS "heddle-viewer, libheddle-dev")

set(CPACK_DEBIAN_LIBHEDDLE-DEV_PACKAGE_NAME libheddle-dev)
set(CPACK_COMPONENT_LIBHEDDLE-DEV_DESCRIPTION "Heddle for programs and tests of one's own")
set(CPACK_DEBIAN_LIBHEDDLE-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBHEDDLE-DEV_PACKAGE_DEPENDS "libzstd-dev, libfmt-dev, libdw-dev, pkg-config")
if(HEDDLE_FIBER STREQUAL "boost")
  string(APPEND CPACK_DEBIAN_LIBHEDDLE-DEV_PACKAGE_DEPENDS ", libboost-context-dev")
endif()

if(TARGET heddle-view)
  list(APPEND CPACK_COMPONENTS_ALL heddle-viewer)
  set(CPACK_DEBIAN_HEDDLE-VIEWER_PACKAGE_NAME heddle-viewer)
  set(CPACK_COMPONENT_HEDDLE-VIEWER_DESCRIPTION "The window on traces of Heddle")
  set(CPACK_DEBIAN_HEDDLE-VIEWER_PACKAGE_DEPENDS "heddle (= ${PROJECT_VERSION}), libqt6svg6")
  set(CPACK_DEBIAN_HEDDLE-VIEWER_PACKAGE_RECOMMENDS "graphviz")
endif()
include(CPack)
