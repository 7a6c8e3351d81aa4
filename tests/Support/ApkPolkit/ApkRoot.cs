using System.Text;

namespace LinuxPatchApi.ApkPolkit;

/// <summary>
/// apk's files below a root: the installed database and the world, as apk-tools writes them, and the repository that the service offers.
/// Changes follow apk's rule that exactly what the world needs is installed.
/// </summary>
internal sealed class ApkRoot(string root)
{
    private readonly Lock _lock = new();
    private readonly List<ApkPackage> _installed = [];
    private readonly List<string> _world = [];

    public List<ApkPackage> Offered { get; } = [];

    public string DatabasePath => Path.Combine(root, "lib/apk/db/installed");

    public string WorldPath => Path.Combine(root, "etc/apk/world");

    public IReadOnlyList<ApkPackage> Installed
    {
        get
        {
            lock (_lock)
            {
                return [.. _installed];
            }
        }
    }

    /// <summary>The starting state of the tests.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _installed.Clear();
            _world.Clear();
            Offered.Clear();
            _installed.AddRange(
            [
                new ApkPackage("apk-tools", "2.14.9-r3", "so:libc.musl-x86_64.so.1"),
                new ApkPackage("musl", "1.2.5-r10", "", "so:libc.musl-x86_64.so.1=1"),
                new ApkPackage("sample-editor", "1.0-r0", "sample-lib>=1.0"),
                new ApkPackage("sample-lib", "1.0-r0", "so:libc.musl-x86_64.so.1"),
                new ApkPackage("sample-tool", "1.0-r0"),
                new ApkPackage("sample-settings", "1.0-r0"),
                new ApkPackage("sample-docs", "1.0-r0") { Architecture = "noarch" },
            ]);
            _world.AddRange(["apk-tools", "sample-editor", "sample-tool", "sample-settings", "sample-docs"]);
            Offered.AddRange(
            [
                new ApkPackage("sample-editor", "1.1-r0", "sample-lib>=1.0"), new ApkPackage("sample-lib", "1.1-r0"),
                new ApkPackage("sample-tool", "2.0-r1"), new ApkPackage("sample-docs", "1.0-r0") { Architecture = "noarch" },
                new ApkPackage("sample-settings", "1.1-r0") { Configuration = "etc/sample-settings.conf" },
                new ApkPackage("sample-addition", "1.0-r0", "sample-addition-lib"), new ApkPackage("sample-addition-lib", "1.0-r0"),
            ]);
            Write();
        }
    }

    /// <summary>What the service would install in the place of an installed package; null when that is the newest.</summary>
    public ApkPackage? UpgradeOf(ApkPackage present) =>
        Offered.Find(o => o.Name == present.Name && o.Version != present.Version && !_world.Contains($"{o.Name}={present.Version}"));

    /// <summary>Returns what an addition installs, each after what it needs; null when a name is unknown.</summary>
    public IReadOnlyList<ApkPackage>? Addition(string name)
    {
        var order = new List<ApkPackage>();
        return Visit(name) ? order : null;

        bool Visit(string wanted)
        {
            if (Offered.Find(o => o.Names.Contains(wanted)) is not { } package)
            {
                return Installed.Any(i => i.Names.Contains(wanted));
            }

            if (order.Contains(package) || (wanted != name && Installed.Any(i => i.Names.Contains(wanted))))
            {
                return true;
            }

            var found = package.Needs.All(Visit);
            order.Add(package);
            return found;
        }
    }

    public void Want(string name) => Change(() =>
    {
        if (!_world.Exists(e => ApkPackage.NameOf(e) == name))
        {
            _world.Add(name);
        }
    });

    public void Put(ApkPackage package) => Change(() =>
    {
        _installed.RemoveAll(i => i.Name == package.Name);
        _installed.Add(package);
        if (package.Configuration is { } file && File.Exists(Path.Combine(root, file)))
        {
            File.WriteAllText(Path.Combine(root, file + ".apk-new"), "of the package\n");
        }
    });

    public void Drop(IReadOnlyCollection<string> names) => Change(() =>
    {
        _world.RemoveAll(e => names.Contains(ApkPackage.NameOf(e)));
        var needed = new HashSet<string>();
        var open = new Queue<string>(_world.Select(ApkPackage.NameOf));
        while (open.TryDequeue(out var name))
        {
            foreach (var package in _installed.Where(i => i.Names.Contains(name)).Where(i => needed.Add(i.Name)).ToList())
            {
                package.Needs.ToList().ForEach(open.Enqueue);
            }
        }

        _installed.RemoveAll(i => !needed.Contains(i.Name));
    });

    /// <summary>Writes an entry of the world in place of the present one of that package.</summary>
    public void SetWorld(string entry) => Change(() =>
    {
        _world.RemoveAll(e => ApkPackage.NameOf(e) == ApkPackage.NameOf(entry));
        _world.Add(entry);
    });

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            Write();
        }
    }

    private void Write()
    {
        var text = new StringBuilder();
        foreach (var package in _installed.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append($"C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:{package.Name}\nV:{package.Version}\nA:{package.Architecture}\n")
                .Append("S:1000\nI:4096\n")
                .Append($"T:The sample package {package.Name}\nU:https://example.invalid/{package.Name}\nL:MIT\no:{package.Name}\n");
            if (package.Depends.Length > 0)
            {
                text.Append($"D:{package.Depends}\n");
            }

            if (package.Provides.Length > 0)
            {
                text.Append($"p:{package.Provides}\n");
            }

            text.Append($"F:{Path.GetDirectoryName(package.File)}\nR:{Path.GetFileName(package.File)}\na:0:0:755\n\n");
        }

        Replace(DatabasePath, text.ToString());
        Replace(WorldPath, string.Join('\n', _world) + "\n");
    }

    private static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
