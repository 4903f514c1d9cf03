# The window and its parts, against an engine in memory
set(libraries rz_app rz_gui_test_support)
rz_tests(context_tests LABEL gui
    TESTS contexts_pane_test context_model_test remote_words_test colors_test format_test tab_order_test accessibility_test
    LIBRARIES ${libraries})
rz_tests(connect_window_tests LABEL gui
    TESTS connect_draft_test connect_dialog_test connect_secrets_test connect_lookup_test
        prompt_centre_test prompt_cards_test prompt_typing_test story_test
    LIBRARIES ${libraries})
rz_tests(window_tests LABEL gui
    TESTS main_window_test small_window_test hosts_test hosts_window_test workspace_test closing_test kept_files_test
        command_line_test
    LIBRARIES ${libraries} DEPENDS rhizome)
rz_tests(program_window_tests LABEL gui
    TESTS programs_test scripts_test serving_test
    LIBRARIES ${libraries})
rz_test(quit_signals_test LABEL gui XVFB SOURCES quit_signals_test.cpp LIBRARIES rz_qt rz_gui_test_support)
add_dependencies(quit_signals_test rhizome)

# The engine itself
rz_tests(engine_tests LABEL gui
    TESTS engine_parts_test serving_keeper_test engine_test engine_programs_test
    LIBRARIES rz_qt rz_engine_test_support DEPENDS rhizome-agent)

# All of it together: with a Python that is a context, beside a Mitogen program and a script, before a real sshd, with
# other users behind that host
rz_tests(desktop_tests LABEL gui TIMEOUT 300
    TESTS python_window_test programs_window_test desktop_ssh_test desktop_chain_test
    LIBRARIES ${libraries} rz_test_support DEPENDS rhizome-agent)
# The same on a real screen; leaves a picture in tests/pictures.
rz_add_test(desktop_ssh_screen_test LABEL gui TIMEOUT 300 XVFB COMMAND $<TARGET_FILE:desktop_tests> desktop_ssh_test)

# Draws the window in the states a user meets; no test.
add_executable(window_pictures pictures/main.cpp pictures/connecting.cpp pictures/contexts.cpp pictures/hosts.cpp
    pictures/panes.cpp pictures/programs.cpp pictures/prompts.cpp pictures/transfers.cpp)
set_target_properties(window_pictures PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
target_link_libraries(window_pictures PRIVATE ${libraries})
