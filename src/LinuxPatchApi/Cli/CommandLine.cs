namespace LinuxPatchApi.Cli;

internal static class CommandLine
{
    public static int Run(string[] args)
    {
        Console.WriteLine(args.Length);
        return 0;
    }
}
