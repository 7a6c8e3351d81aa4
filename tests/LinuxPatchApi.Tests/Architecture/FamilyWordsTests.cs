using System.Text;
using System.Text.RegularExpressions;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>
/// What a family calls things stands in its own folder: who adds one has no other file to look through. Code and texts are searched,
/// comments are not: a comment may say which package manager taught a lesson, as long as the code does not depend on it.
/// </summary>
public sealed partial class FamilyWordsTests
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "apt", "aptcc", "dpkg", "deb", "debs", "debian", "ubuntu", "ucf", "unattended",
        "rpm", "rpms", "rpmdb", "rpmnew", "rpmsave", "dnf", "libdnf", "yum", "zypp", "fedora", "rhel", "centos", "versionlock",
        "pacman", "alpm", "libalpm", "pacnew", "pacsave", "archlinux",
        "apk", "apks", "alpine",
    };

    /// <summary>What package managers print, by which code outside of their families would know them.</summary>
    private static readonly string[] Phrases =
    [
        "\"E: ", "\"W: ", "\"N: ", "EXPKEYSIG", "NO_PUBKEY", "Valid-Until", "signed-by", "Failed to fetch\"", "is not updated",
        "changed its '", "InRelease", "MergeList", "failed retrieving file", "invalid or corrupted database", "untrusted signature",
    ];

    /// <summary>Files that may say such words, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["Packages/Detection/FamilyTable.cs"] = "the one line for each family",
        ["Configuration/Validation/SettingsValidator.cs"] =
            "package_manager.backend has taken these words ever since; they are values of a key, not knowledge",
        ["Configuration/Keys/ConfigurationDefaults.cs"] = "the same key's choices and their description",
        ["Packages/Planning/AdvisoryIds.cs"] = "the forms of vendors' advisory ids, which are told apart by themselves",
        ["Packages/Engines/ApkPolkit/ApkPolkitEngine.cs"] =
            "the service is apk's own, and says less than apk's files, which are read beside it",
        ["Packages/Engines/ApkPolkit/ApkPolkitFailures.cs"] = "the service is apk's own: its name, and what installs it",
        ["../LinuxPatchApi.HostServices/ApkPolkit/ApkPolkitClient.cs"] = "the service's name",
    };

    [Fact]
    public void No_file_outside_a_family_has_its_words()
    {
        var found = SourceTree.Files.Where(f => !IsFamily(f) && !Exceptions.ContainsKey(Short(f))).SelectMany(Said).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void No_file_outside_a_family_knows_what_its_package_manager_prints()
    {
        var found = SourceTree.Files.Where(f => !IsFamily(f) && !Exceptions.ContainsKey(Short(f)))
            .SelectMany(f => Phrases.Where(p => WithoutComments(File.ReadAllText(f)).Contains(p, StringComparison.Ordinal))
                .Select(p => $"{SourceTree.Short(f)}: {p}"));
        Assert.Empty(found);
    }

    [Fact]
    public void No_exception_is_left_that_nobody_needs() =>
        Assert.All(Exceptions.Keys, file => Assert.NotEmpty(Said(Path.Combine(SourceTree.Daemon, file))));

    [Fact]
    public void Every_family_has_a_folder_of_its_name() => Assert.All(
        FamilyTable.All, f =>
            Assert.Contains(
                Path.Combine(SourceTree.Daemon, "Packages/Families"), Directory.GetParent(Folder(f))!.FullName, StringComparison.Ordinal));

    [Theory]
    [InlineData("var a = 1; // apt", "")]
    [InlineData("/// <summary>apt</summary>", "")]
    [InlineData("var url = \"http://apt\";", "apt")]
    [InlineData("var c = '\"'; // apt", "")]
    [InlineData("class DpkgPaths;", "dpkg")]
    [InlineData("isRpm = name is \"dnf5\";", "rpm dnf")]
    [InlineData("Adapter.Debug(\"capture\");", "")]
    [InlineData("/* apt */ new ApkPolkitEngine();", "")]
    [InlineData("$\"run 'apt-get {verb}'\"", "apt")]
    public void Words_are_found_in_code_and_texts_only(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Of(line).Select(w => w.Word)));

    private static string Folder(IPackageFamily family) =>
        Path.Combine(SourceTree.Daemon, "Packages/Families", family.GetType().Namespace!.Split('.')[^1], "x");

    private static bool IsFamily(string file) =>
        FamilyTable.All.Any(f => file.StartsWith(Path.GetDirectoryName(Folder(f)) + "/", StringComparison.Ordinal));

    private static string Short(string file) => Path.GetRelativePath(SourceTree.Daemon, file);

    private static IEnumerable<string> Said(string file) =>
        Of(File.ReadAllText(file)).Select(w => $"{SourceTree.Short(file)}:{w.Line}: {w.Word}");

    private static IEnumerable<(int Line, string Word)> Of(string text)
    {
        var line = 0;
        foreach (var code in WithoutComments(text).Split('\n'))
        {
            line++;
            // The engine's name is no family's word.
            foreach (Match word in Part().Matches(
                code.Replace("ApkPolkit", "", StringComparison.Ordinal).Replace("apkpolkit", "", StringComparison.Ordinal)))
            {
                if (Words.Contains(word.Value.ToLowerInvariant()))
                {
                    yield return (line, word.Value.ToLowerInvariant());
                }
            }
        }
    }

    /// <summary>Strings and characters are kept, with what looks like a comment in them.</summary>
    private static string WithoutComments(string text)
    {
        var code = new StringBuilder();
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is null && c == '/' && i + 1 < text.Length && text[i + 1] is '/' or '*')
            {
                var end = text[i + 1] == '/' ? text.IndexOf('\n', i) : text.IndexOf("*/", i, StringComparison.Ordinal) + 2;
                end = end < i ? text.Length : end;
                code.Append('\n', text.AsSpan(i, end - i).Count('\n'));
                i = end - 1;
                continue;
            }

            code.Append(c);
            if (quote is not null && c == '\\' && i + 1 < text.Length)
            {
                code.Append(text[++i]);
            }
            else if (c == quote || c == '\n')
            {
                quote = null; // A raw string of several lines is read as code, which is searched as well.
            }
            else if (quote is null && c is '"' or '\'')
            {
                quote = c;
            }
        }

        return code.ToString();
    }

    /// <summary>The parts of an identifier or a text: <c>IsDpkg</c> has <c>Is</c> and <c>Dpkg</c>.</summary>
    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Part();
}
