return await LinuxPatchApi.Benchmarks.Commands.RunAsync(args);
