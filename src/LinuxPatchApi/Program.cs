return await LinuxPatchApi.Cli.CommandLine.RunAsync(args);
