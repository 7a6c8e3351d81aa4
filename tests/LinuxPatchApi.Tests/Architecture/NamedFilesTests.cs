using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>A file or folder that docs/architecture.md names is there.</summary>
public sealed partial class NamedFilesTests
{
    /// <summary>What a name may go on from: the repository, documents, an assembly, or the folder of the other assemblies.</summary>
    private static readonly string[] Roots =
        ["", "docs/", "src/LinuxPatchApi/", "src/LinuxPatchApi.Http/", "src/LinuxPatchApi.HostServices/", "src/LinuxPatchApi."];

    [Fact]
    public void Files_that_the_architecture_names_exist()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));
        var named = Named().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 40, $"only {named.Count} names were found");
        Assert.All(named, name => Assert.Contains(Roots, root => Path.Exists(Path.Combine(Repository.Root, root + name))));
    }

    /// <summary>Relative names with a slash: of source files, and of folders.</summary>
    [GeneratedRegex("`((?:[A-Za-z0-9.]+/)+(?:[A-Za-z0-9.]+\\.(?:cs|json|xml|md))?)`")]
    private static partial Regex Named();
}
