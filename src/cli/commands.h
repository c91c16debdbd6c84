/* commands.h - one command a file. Floor: cli. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct dkt_command dkt_cmd_export;
extern const struct dkt_command dkt_cmd_fmt;
extern const struct dkt_command dkt_cmd_init;
extern const struct dkt_command dkt_cmd_log;
extern const struct dkt_command dkt_cmd_merge;
extern const struct dkt_command dkt_cmd_merge_driver;
extern const struct dkt_command dkt_cmd_queue;
extern const struct dkt_command dkt_cmd_rebuild;
extern const struct dkt_command dkt_cmd_user;
extern const struct dkt_command dkt_cmd_release;
extern const struct dkt_command dkt_cmd_resolve;
extern const struct dkt_command dkt_cmd_review;
extern const struct dkt_command dkt_cmd_schema_bowtie;
extern const struct dkt_command dkt_cmd_schema_check;
extern const struct dkt_command dkt_cmd_schema_test;
extern const struct dkt_command dkt_cmd_schema_validate;
extern const struct dkt_command dkt_cmd_show;
extern const struct dkt_command dkt_cmd_sources_check;
extern const struct dkt_command dkt_cmd_sources_find;
extern const struct dkt_command dkt_cmd_sources_replay;
extern const struct dkt_command dkt_cmd_sources_save;
extern const struct dkt_command dkt_cmd_sources_status;
extern const struct dkt_command dkt_cmd_sources_sweep;
extern const struct dkt_command dkt_cmd_submit;
extern const struct dkt_command dkt_cmd_validate;
extern const struct dkt_command dkt_cmd_work;

#endif
