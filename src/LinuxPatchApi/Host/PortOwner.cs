using System.Globalization;
using System.Net;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host;

/// <summary>The process that listens on a port.</summary>
/// <param name="Pid">Null when the process is not visible: it belongs to another user, or to a container.</param>
/// <param name="Command">As the kernel names it.</param>
internal sealed record PortOwner(int? Pid, string? Command)
{
    /// <summary>The state LISTEN in /proc/net/tcp (tcp_states.h).</summary>
    private const string Listening = "0A";

    /// <summary>Fields of a line of /proc/net/tcp (proc(5)).</summary>
    private const int LocalField = 1, StateField = 3, InodeField = 9;

    /// <summary>A process name has 15 characters at most, so many as ours.</summary>
    private const string Agent = "linux-patch-api";

    /// <summary>True when the process is an agent, of this release or another; also when it may be one that is not visible.</summary>
    public bool IsAgent { get; private init; } = Command == Agent;

    /// <summary>Returns who listens where an endpoint would; null when nobody does, or that cannot be read.</summary>
    /// <param name="proc"><c>/proc</c>.</param>
    public static PortOwner? Of(string proc, IPEndPoint endpoint)
    {
        try
        {
            var inodes = Inodes(proc, endpoint);
            if (inodes.Count == 0)
            {
                return null;
            }

            var isAgentThere = false;
            foreach (var directory in Directory.EnumerateDirectories(proc))
            {
                if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                {
                    continue;
                }

                var command = CommandOf(directory);
                isAgentThere |= command == Agent;
                if (Holds(directory, inodes))
                {
                    return new PortOwner(pid, command);
                }
            }

            return new PortOwner(null, null) { IsAgent = isAgentThere };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static HashSet<string> Inodes(string proc, IPEndPoint endpoint)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[] { "net/tcp", "net/tcp6" }.Select(name => Path.Combine(proc, name)).Where(File.Exists))
        {
            foreach (var line in RegularFile.ReadLines(file).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > InodeField && fields[StateField] == Listening && Overlaps(Parse(fields[LocalField]), endpoint))
                {
                    found.Add($"socket:[{fields[InodeField]}]");
                }
            }
        }

        return found;
    }

    private static bool Overlaps(IPEndPoint? other, IPEndPoint endpoint) => other is not null && other.Port == endpoint.Port
        && (IsAny(other.Address) || IsAny(endpoint.Address) || other.Address.Equals(endpoint.Address));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Parses ADDRESS:PORT of the kernel: hexadecimal, the address in words of the machine's own byte order. Pure.</summary>
    internal static IPEndPoint? Parse(string text)
    {
        var colon = text.IndexOf(':');
        if (colon is not (8 or 32)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var port)
            || text[..colon].Any(c => !char.IsAsciiHexDigit(c)))
        {
            return null;
        }

        var bytes = Convert.FromHexString(text[..colon]);
        for (var word = 0; BitConverter.IsLittleEndian && word < bytes.Length; word += sizeof(uint))
        {
            Array.Reverse(bytes, word, sizeof(uint));
        }

        var address = new IPAddress(bytes);
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }

    private static string? CommandOf(string process)
    {
        try
        {
            return RegularFile.ReadAllText(Path.Combine(process, "comm")).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or belongs to another user.
        }
    }
}
