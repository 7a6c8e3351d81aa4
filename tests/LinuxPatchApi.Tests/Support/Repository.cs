namespace LinuxPatchApi.Tests.Support;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>
    /// Compares a committed file with what the code generates. With UPDATE_GENERATED=1 in the environment the file is written instead.
    /// </summary>
    public static void AssertGenerated(string relativePath, string generated)
    {
        var path = Path.Combine(Root, relativePath);
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, generated);
        }
        Assert.True(File.Exists(path), $"{relativePath} is missing; run the tests once with UPDATE_GENERATED=1");
        Assert.Equal(generated, File.ReadAllText(path));
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "LinuxPatchApi.sln"))
            ? directory
            : Find(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory))
                ?? throw new InvalidOperationException("The tests do not run from a checkout."));
}
