using LinuxPatchApi.ApkPolkit;

// BUS ROOT: writes the sample packages into apk's files below ROOT and stands in for the service on that bus until it is stopped.
if (args.Length != 2)
{
    Console.Error.WriteLine("usage: BUS-ADDRESS ROOT");
    return 64;
}

var root = new ApkRoot(args[1]);
root.Reset();
await using var service = await ApkPolkitService.StartAsync(args[0], root);
Console.WriteLine("ready");
await Task.Delay(Timeout.Infinite);
return 0;
