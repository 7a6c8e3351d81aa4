using Tmds.DBus.Protocol;

namespace LinuxPatchApi.ApkPolkit;

/// <summary>
/// A stand-in for apk-polkit-rs on a bus, by the signatures that its public clients use. Calls block until their work is done, one at a
/// time, as the real service's do. Error names are not public: it uses a made-up one.
/// </summary>
internal sealed class ApkPolkitService : IPathMethodHandler, IAsyncDisposable
{
    public const string Name = "dev.Cogitri.apkPolkit2";

    private const uint Available = 0;
    private const uint Installed = 1;
    private const uint Upgradable = 4;

    private readonly ApkRoot _root;
    private readonly DBusConnection _connection;

    private ApkPolkitService(ApkRoot root, string address) => (_root, _connection) = (root, new DBusConnection(address));

    public string Path => "/dev/Cogitri/apkPolkit2";

    public bool HandlesChildPaths => false;

    /// <summary>The error of each change; null for none.</summary>
    public string? Failure { get; set; }

    /// <summary>Packages that a failing change puts in before it fails.</summary>
    public int DoneBeforeFailure { get; set; }

    /// <summary>Leaves the bus in the middle of a change instead of failing.</summary>
    public bool Leaves { get; set; }

    /// <summary>For each package of a change.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Members called so far, each with its packages.</summary>
    public List<string> Calls { get; } = [];

    public static async Task<ApkPolkitService> StartAsync(string address, ApkRoot root)
    {
        var service = new ApkPolkitService(root, address);
        await service._connection.ConnectAsync();
        service._connection.AddMethodHandler(service);
        await service._connection.RequestNameAsync(Name, RequestNameOptions.Default);
        return service;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    public async ValueTask HandleMethodAsync(MethodContext context)
    {
        switch (context.Request.MemberAsString)
        {
            case "UpdateRepositories":
                Calls.Add("UpdateRepositories");
                await EndAsync(context, 0, () => { });
                break;
            case "ListUpgradablePackages":
                ReplyRows(context, [.. _root.Installed.Where(i => _root.UpgradeOf(i) is not null).Select(i => i.Name)]);
                break;
            case "GetPackagesDetails":
                ReplyRows(context, Names(context));
                break;
            case "AddPackages":
                await AddAsync(context, Names(context));
                break;
            case "UpgradePackages":
                await UpgradeAsync(context, Names(context));
                break;
            case "DeletePackages":
                var names = Names(context);
                Calls.Add("DeletePackages " + string.Join(' ', names));
                await EndAsync(context, 1, () => _root.Drop(names));
                break;
            default:
                context.ReplyUnknownMethodError();
                break;
        }
    }

    private async Task AddAsync(MethodContext context, string[] names)
    {
        Calls.Add("AddPackages " + string.Join(' ', names));
        var packages = new List<ApkPackage>();
        foreach (var name in names)
        {
            if (_root.Addition(name) is not { } addition)
            {
                context.ReplyError(Name + ".Error",
                    $"unable to select packages:\n  {name} (no such package):\n    required by: world[{name}]");
                return;
            }

            packages.AddRange(addition.Except(packages));
        }

        await EndAsync(context, packages.Count, () => names.ToList().ForEach(_root.Want), at => _root.Put(packages[at]));
    }

    private async Task UpgradeAsync(MethodContext context, string[] names)
    {
        Calls.Add("UpgradePackages " + string.Join(' ', names));
        var packages = _root.Installed.Where(i => names.Contains(i.Name)).Select(_root.UpgradeOf).OfType<ApkPackage>().ToList();
        await EndAsync(context, packages.Count, () => { }, at => _root.Put(packages[at]));
    }

    /// <summary>Carries a change out, package after package, and answers.</summary>
    private async Task EndAsync(MethodContext context, int steps, Action last, Action<int>? step = null)
    {
        var (failure, leaves) = (Failure, Leaves && steps > 0);
        var end = failure is null && !leaves ? steps : Math.Min(steps, DoneBeforeFailure);
        for (var at = 0; at < end; at++)
        {
            await Task.Delay(Delay);
            step?.Invoke(at);
        }

        if (leaves)
        {
            _connection.Dispose();
        }
        else if (failure is not null)
        {
            context.ReplyError(Name + ".Error", failure);
        }
        else
        {
            last();
            using var writer = context.CreateReplyWriter("");
            context.Reply(writer.CreateMessage());
        }
    }

    private static string[] Names(MethodContext context)
    {
        var reader = context.Request.GetBodyReader();
        return reader.ReadArrayOfString();
    }

    private void ReplyRows(MethodContext context, string[] names)
    {
        using var writer = context.CreateReplyWriter("aa{sv}");
        var rows = writer.WriteArrayStart(DBusType.Array);
        foreach (var name in names)
        {
            writer.WriteDictionary(Row(name));
        }

        writer.WriteArrayEnd(rows);
        context.Reply(writer.CreateMessage());
    }

    private Dictionary<string, VariantValue> Row(string name)
    {
        var present = _root.Installed.FirstOrDefault(i => i.Name == name);
        var offered = _root.Offered.Find(o => o.Name == name);
        if ((present ?? offered) is not { } package)
        {
            return new Dictionary<string, VariantValue> { ["name"] = name, ["error"] = "pkg not found!" };
        }

        var row = new Dictionary<string, VariantValue>
        {
            ["name"] = name,
            ["version"] = package.Version,
            ["description"] = $"The sample package {name}",
            ["license"] = "MIT",
            ["url"] = $"https://example.invalid/{name}",
            ["installed_size"] = 4096UL,
            ["size"] = 1000UL,
            ["package_state"] = present is null ? Available : _root.UpgradeOf(present) is null ? Installed : Upgradable,
        };
        if (present is not null && _root.UpgradeOf(present) is { } upgrade)
        {
            row["staging_version"] = upgrade.Version;
        }

        return row;
    }
}
