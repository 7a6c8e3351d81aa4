namespace LinuxPatchApi.Host.Restarts;

/// <summary>What has to be restarted to restart a process.</summary>
internal enum PlaceKind
{
    /// <summary>A service of the system manager.</summary>
    Service,

    /// <summary>A login session; it ends when its user logs out.</summary>
    Session,

    /// <summary>A user's own service manager and what it runs.</summary>
    User,

    /// <summary>The system manager itself.</summary>
    Init,

    /// <summary>A scope created by another program, such as a container's.</summary>
    Scope,

    /// <summary>Not part of a systemd unit.</summary>
    Other,
}

/// <summary>The unit a process belongs to, from /proc/PID/cgroup. Pure.</summary>
/// <param name="Unit">The unit's name; null for <see cref="PlaceKind.Other"/>.</param>
/// <param name="Session">logind's id of the login session; null for all other kinds.</param>
internal sealed record ProcessPlace(PlaceKind Kind, string? Unit, string? Session)
{
    public static readonly ProcessPlace Nowhere = new(PlaceKind.Other, null, null);

    /// <param name="cgroup">Content of /proc/PID/cgroup.</param>
    /// <param name="initCgroup">Content of /proc/1/cgroup; a container without a cgroup namespace sees the path of its host before its
    /// own.</param>
    public static ProcessPlace Of(string cgroup, string initCgroup)
    {
        // Version 1 has only systemd's own hierarchy; in hybrid set-ups either may be empty.
        var unified = OfPath(PathOf(cgroup, "0", ""), PathOf(initCgroup, "0", ""));
        return unified.Kind != PlaceKind.Other ? unified : OfPath(PathOf(cgroup, null, "name=systemd"), PathOf(initCgroup, null, "name=systemd"));
    }

    private static ProcessPlace OfPath(string path, string root)
    {
        root = root.EndsWith("/init.scope", StringComparison.Ordinal) ? root[..^"/init.scope".Length] : root.TrimEnd('/');
        if (root.Length > 0 && path.StartsWith(root + "/", StringComparison.Ordinal))
        {
            path = path[root.Length..];
        }

        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // systemd prefixes names that the kernel reserves with an underscore.
            var name = part.StartsWith('_') ? part[1..] : part;
            if (!name.EndsWith(".slice", StringComparison.Ordinal))
            {
                return OfUnit(name);
            }
        }

        return Nowhere;
    }

    private static ProcessPlace OfUnit(string name) => name switch
    {
        "init.scope" => new(PlaceKind.Init, name, null),
        _ when name.StartsWith("user@", StringComparison.Ordinal) && name.EndsWith(".service", StringComparison.Ordinal) => new(PlaceKind.User, name, null),
        _ when name.EndsWith(".service", StringComparison.Ordinal) => new(PlaceKind.Service, name, null),
        _ when name.StartsWith("session-", StringComparison.Ordinal) && name.EndsWith(".scope", StringComparison.Ordinal) =>
            new(PlaceKind.Session, name, name["session-".Length..^".scope".Length]),
        _ when name.EndsWith(".scope", StringComparison.Ordinal) => new(PlaceKind.Scope, name, null),
        _ => Nowhere,
    };

    /// <summary>Returns the path in one hierarchy (cgroups(7): number, controllers, path); empty when absent.</summary>
    private static string PathOf(string cgroup, string? number, string controllers)
    {
        foreach (var line in cgroup.Split('\n'))
        {
            if (line.Split(':', 3) is [var n, var c, var path] && (number is null || n == number) && c == controllers)
            {
                return path;
            }
        }

        return "";
    }
}
