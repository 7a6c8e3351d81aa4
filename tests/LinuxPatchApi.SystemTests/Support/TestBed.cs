namespace LinuxPatchApi.SystemTests.Support;

/// <summary>What the system tests need of the machine. A missing part fails the tests and says how to get it; nothing is skipped.</summary>
internal static class TestBed
{
    /// <summary>Names the package to test; without it the newest one of artifacts/packages is taken.</summary>
    public const string PackageVariable = "LPA_DEB";

    public static string Repository { get; } = FindRepository();

    public static string SandboxTool => Path.Combine(Repository, "tests/Support/Sandbox/sandbox");

    public static string TraceTool => Path.Combine(Repository, "tests/Support/Sandbox/exec-trace");

    /// <summary>Where journals of containers and the execution trace are kept after a run.</summary>
    public static string Results => Directory.CreateDirectory(Path.Combine(Repository, "artifacts/test-results/system")).FullName;

    public static string Package() => Package("linux-patch-api_*.deb", Environment.GetEnvironmentVariable(PackageVariable));

    /// <summary>The newest package of artifacts/packages whose name is like that; a package that was named instead.</summary>
    public static string Package(string pattern, string? named = null)
    {
        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException("the system tests boot containers and need root");
        }

        if (named is { Length: > 0 })
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new FileNotFoundException($"{PackageVariable} names no file: {named}");
        }

        var folder = new DirectoryInfo(Path.Combine(Repository, "artifacts/packages"));
        var newest = folder.Exists ? folder.GetFiles(pattern).MaxBy(f => f.LastWriteTimeUtc) : null;
        return newest?.FullName
            ?? throw new FileNotFoundException($"no package {pattern} to test: run 'make deb rpm arch', or set {PackageVariable}");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LinuxPatchApi.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not run from within the repository");
    }
}
