using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class DpkgFileOwnersTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Owners_are_those_whose_lists_name_the_path()
    {
        List("zlib1g:amd64", "/.", "/usr/lib/x86_64-linux-gnu/libz.so.1");
        List("base", "/usr", "/usr/bin/shared");
        List("other", "/usr/bin/shared");
        Owns("/usr/lib/x86_64-linux-gnu/libz.so.1", "zlib1g");
        Owns("/usr/bin/shared", "base", "other");
        Owns("/usr/lib/x86_64-linux-gnu/libz.so.1.2");
        Assert.Equal(2, Owners("/usr/bin/shared", "/usr/lib/x86_64-linux-gnu/libz.so.1", "/opt/x").Count);
    }

    [Fact]
    public void Lists_from_before_the_merge_of_usr_count()
    {
        List("bash", "/bin/bash");
        List("libc6", "/lib/x86_64-linux-gnu/libc.so.6");
        List("usr", "/local/x");
        Owns("/usr/bin/bash", "bash");
        Owns("/usr/lib/x86_64-linux-gnu/libc.so.6", "libc6");
        Owns("/usr/local/x");
    }

    [Fact]
    public void Diverted_file_belongs_to_the_package_from_which_it_was_moved_away()
    {
        List("dash", "/usr/bin/sh");
        List("shell", "/usr/bin/sh");
        _root.Write("var/lib/dpkg/diversions", "/usr/bin/sh\n/usr/bin/sh.distrib\nshell\n/usr/bin/vi\n/usr/bin/vi.mine\n:\n");
        List("vim", "/usr/bin/vi");
        Owns("/usr/bin/sh", "shell");
        Owns("/usr/bin/sh.distrib", "dash");
        Owns("/usr/bin/vi.mine", "vim");
        Owns("/usr/bin/vi");
    }

    [Fact]
    public void Host_without_lists_knows_no_owner() =>
        Assert.Empty(new DpkgFileOwners(new DpkgPaths(_root.File("nowhere"))).Of(new HashSet<string> { "/usr/bin/x" }));

    private void Owns(string path, params string[] packages) => Assert.Equal(packages, Owners(path).GetValueOrDefault(path) ?? []);

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Owners(params string[] paths) =>
        new DpkgFileOwners(new DpkgPaths(_root.Path)).Of(paths.ToHashSet());

    private void List(string name, params string[] lines)
    {
        Directory.CreateDirectory(_root.File("var/lib/dpkg/info"));
        _root.Write($"var/lib/dpkg/info/{name}.list", string.Join('\n', lines) + "\n");
    }
}
