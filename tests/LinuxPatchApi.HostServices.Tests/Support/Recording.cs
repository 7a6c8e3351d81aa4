using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Signals recorded from a real packagekitd: comment lines, then a message in hexadecimal digits over one or more lines.</summary>
internal static class Recording
{
    public static IReadOnlyList<DBusMessage> Read(string name)
    {
        var messages = new List<DBusMessage>();
        string hex = "";
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", name + ".hex")).Append("#"))
        {
            if (!line.StartsWith('#'))
            {
                hex += line;
            }
            else if (hex.Length > 0)
            {
                messages.Add(MessageParser.Parse(Convert.FromHexString(hex)));
                hex = "";
            }
        }

        return messages;
    }

    /// <summary>The unique name of the daemon that was recorded.</summary>
    public static string OwnerOf(IReadOnlyList<DBusMessage> messages) => messages[0].Header.Sender!;
}
