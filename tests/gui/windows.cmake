# The window and its parts, against an engine in memory
set(libraries rz_app rz_gui_test_support)
rz_test(contexts_pane_test LABEL gui SOURCES contexts_pane_test.cpp LIBRARIES ${libraries})
rz_test(remote_words_test LABEL gui SOURCES remote_words_test.cpp LIBRARIES ${libraries})
rz_test(colors_test LABEL gui SOURCES colors_test.cpp LIBRARIES ${libraries})
rz_test(format_test LABEL gui SOURCES format_test.cpp LIBRARIES ${libraries})
rz_test(context_model_test LABEL gui SOURCES context_model_test.cpp LIBRARIES ${libraries})
rz_test(connect_draft_test LABEL gui SOURCES connect_draft_test.cpp LIBRARIES ${libraries})
rz_test(connect_dialog_test LABEL gui SOURCES connect_dialog_test.cpp LIBRARIES ${libraries})
rz_test(connect_secrets_test LABEL gui SOURCES connect_secrets_test.cpp LIBRARIES ${libraries})
rz_test(connect_lookup_test LABEL gui SOURCES connect_lookup_test.cpp LIBRARIES ${libraries})
rz_test(prompt_centre_test LABEL gui SOURCES prompt_centre_test.cpp LIBRARIES ${libraries})
rz_test(prompt_cards_test LABEL gui SOURCES prompt_cards_test.cpp LIBRARIES ${libraries})
rz_test(prompt_typing_test LABEL gui SOURCES prompt_typing_test.cpp LIBRARIES ${libraries})
rz_test(story_test LABEL gui SOURCES story_test.cpp LIBRARIES ${libraries})
rz_test(main_window_test LABEL gui SOURCES main_window_test.cpp LIBRARIES ${libraries})
rz_test(small_window_test LABEL gui SOURCES small_window_test.cpp LIBRARIES ${libraries})
rz_test(hosts_test LABEL gui SOURCES hosts_test.cpp LIBRARIES ${libraries})
rz_test(hosts_window_test LABEL gui SOURCES hosts_window_test.cpp LIBRARIES ${libraries})
rz_test(workspace_test LABEL gui SOURCES workspace_test.cpp LIBRARIES ${libraries})
rz_test(closing_test LABEL gui SOURCES closing_test.cpp LIBRARIES ${libraries})
rz_test(kept_files_test LABEL gui SOURCES kept_files_test.cpp LIBRARIES ${libraries})
add_dependencies(kept_files_test rhizome)
rz_test(quit_signals_test LABEL gui XVFB SOURCES quit_signals_test.cpp LIBRARIES rz_qt rz_gui_test_support)
add_dependencies(quit_signals_test rhizome)
rz_test(programs_test LABEL gui SOURCES programs_test.cpp LIBRARIES ${libraries})
rz_test(scripts_test LABEL gui SOURCES scripts_test.cpp LIBRARIES ${libraries})
rz_test(serving_test LABEL gui SOURCES serving_test.cpp LIBRARIES ${libraries})
rz_test(tab_order_test LABEL gui SOURCES tab_order_test.cpp LIBRARIES ${libraries})
rz_test(accessibility_test LABEL gui SOURCES accessibility_test.cpp LIBRARIES ${libraries})
rz_test(command_line_test LABEL gui SOURCES command_line_test.cpp LIBRARIES ${libraries})
add_dependencies(command_line_test rhizome)

# The engine itself
rz_test(engine_parts_test LABEL gui SOURCES engine_parts_test.cpp LIBRARIES rz_qt)
rz_test(serving_keeper_test LABEL gui SOURCES serving_keeper_test.cpp LIBRARIES rz_qt rz_engine_test_support)
rz_test(engine_test LABEL gui SOURCES engine_test.cpp LIBRARIES rz_qt)
add_dependencies(engine_test rhizome-agent)
rz_test(engine_programs_test LABEL gui SOURCES engine_programs_test.cpp LIBRARIES rz_qt)
add_dependencies(engine_programs_test rhizome-agent)

# All of it together, with a Python that is a context
rz_test(python_window_test LABEL gui SOURCES python_window_test.cpp LIBRARIES ${libraries} rz_test_support)
add_dependencies(python_window_test rhizome-agent)

# All of it together, beside a Mitogen program and a script
rz_test(programs_window_test LABEL gui TIMEOUT 300 SOURCES programs_window_test.cpp LIBRARIES ${libraries} rz_test_support)
add_dependencies(programs_window_test rhizome-agent)

# All of it together, before a real sshd
rz_test(desktop_ssh_test LABEL gui TIMEOUT 300 SOURCES desktop_ssh_test.cpp LIBRARIES ${libraries} rz_test_support)
add_dependencies(desktop_ssh_test rhizome-agent)
# The same on a real screen; leaves a picture in tests/pictures.
rz_test(desktop_ssh_screen_test LABEL gui TIMEOUT 300 XVFB SOURCES desktop_ssh_test.cpp LIBRARIES ${libraries} rz_test_support)
add_dependencies(desktop_ssh_screen_test rhizome-agent)
# And other users behind that host
rz_test(desktop_chain_test LABEL gui TIMEOUT 300 SOURCES desktop_chain_test.cpp LIBRARIES ${libraries} rz_test_support)
add_dependencies(desktop_chain_test rhizome-agent)

# Draws the window in the states a user meets; no test.
add_executable(window_pictures pictures/main.cpp pictures/connecting.cpp pictures/contexts.cpp pictures/hosts.cpp
    pictures/panes.cpp pictures/programs.cpp pictures/prompts.cpp pictures/transfers.cpp)
set_target_properties(window_pictures PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
target_link_libraries(window_pictures PRIVATE ${libraries})
