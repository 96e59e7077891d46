# What `cmake --install` puts where, and the packages made of it: efs, and efs-agent for boards.
include(GNUInstallDirs)
set(EFS_DOC ${CMAKE_INSTALL_DATADIR}/doc)

install(TARGETS efs RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT efs)
# Where efs looks for it (src/cli/torch_free/exec_worker.h).
install(TARGETS efs-worker RUNTIME DESTINATION libexec/efs COMPONENT efs)
install(TARGETS efs-agent RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT efs-agent)

# Manual pages and completions: the programs write them themselves.
set(words ${CMAKE_BINARY_DIR}/share)
add_custom_command(OUTPUT ${words}/made
  COMMAND ${CMAKE_SOURCE_DIR}/tools/command_words.sh $<TARGET_FILE:efs> ${words}
  COMMAND ${CMAKE_COMMAND} -E touch ${words}/made
  DEPENDS efs efs-worker ${CMAKE_SOURCE_DIR}/tools/command_words.sh
  COMMENT "Writing manual pages and completions" VERBATIM)
set(always ALL)
if(EFS_SANITIZE)
  set(always)  # nobody installs these
endif()
add_custom_target(command_words ${always} DEPENDS ${words}/made)
install(DIRECTORY ${words}/man DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT efs)
install(DIRECTORY ${words}/bash-completion ${words}/zsh ${words}/fish
  DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT efs)

install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md
  DESTINATION ${EFS_DOC}/efs COMPONENT efs)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${EFS_DOC}/efs COMPONENT efs)
foreach(package efs efs-agent)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/copyright DESTINATION ${EFS_DOC}/${package}
    COMPONENT ${package})
  # Of code that becomes part of the programs; that of shared libraries is in their packages.
  foreach(library libcli11-dev libjs-chart.js nlohmann-json3-dev libspdlog-dev libcpp-httplib-dev)
    if(EXISTS /usr/share/doc/${library}/copyright)
      install(FILES /usr/share/doc/${library}/copyright DESTINATION ${EFS_DOC}/${package}/licences
        RENAME ${library} COMPONENT ${package})
    endif()
  endforeach()
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME efs)
set(CPACK_PACKAGE_VENDOR EdgeFaceSearch)
set(CPACK_PACKAGE_CONTACT "The EdgeFaceSearch developers <efs@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL efs efs-agent)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Packages of two releases differ in name, and an upgrade of Debian takes the newer one's.
file(STRINGS /etc/os-release debian REGEX "^VERSION_ID=")
string(REGEX REPLACE "[^0-9]" "" debian "${debian}")
set(CPACK_DEBIAN_PACKAGE_RELEASE "1~deb${debian}")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_EFS_PACKAGE_NAME efs)
set(CPACK_DEBIAN_EFS-AGENT_PACKAGE_NAME efs-agent)
set(CPACK_COMPONENT_EFS_DESCRIPTION "search for the face detector that is best on a device
Searches over networks and hyper-parameters, measures every candidate on the
device, trains, and hands back the model file to deploy.")
set(CPACK_COMPONENT_EFS-AGENT_DESCRIPTION "measures models on a board, for efs
Runs on the device that a detector is searched for; needs neither libtorch nor
OpenCV.")
# Without it libtorch takes the reference BLAS, which is many times slower.
set(CPACK_DEBIAN_EFS_PACKAGE_DEPENDS "libopenblas0-openmp | libopenblas0")
set(CPACK_DEBIAN_EFS_PACKAGE_RECOMMENDS "libonnxruntime1.21")
include(CPack)
