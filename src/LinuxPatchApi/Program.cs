return LinuxPatchApi.Cli.CommandLine.Run(args);
