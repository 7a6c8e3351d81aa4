return await LinuxPatchApi.Cli.CommandLine.RunAsync(LinuxPatchApi.Cli.Verbs.VerbTable.All, args);
