using System.Text;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>Which signals a subscription gets (D-Bus specification, "Match Rules"). Null means any.</summary>
public sealed record MatchRule
{
    /// <summary>Unique or well-known name. A well-known name follows its owner.</summary>
    public string? Sender { get; init; }

    public string? Path { get; init; }

    public string? Interface { get; init; }

    public string? Member { get; init; }

    /// <summary>The first argument, a string.</summary>
    public string? Arg0 { get; init; }

    /// <summary>Changes of the owner of one name.</summary>
    public static MatchRule NameOwnerChanged(string name) => new()
    {
        Sender = BusNames.Bus,
        Path = BusNames.BusPath,
        Interface = BusNames.Bus,
        Member = BusNames.NameOwnerChanged,
        Arg0 = name,
    };

    /// <summary>The rule in the bus's own words.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("type='signal'");
        Append(text, "sender", Sender);
        Append(text, "path", Path);
        Append(text, "interface", Interface);
        Append(text, "member", Member);
        Append(text, "arg0", Arg0);
        return text.ToString();
    }

    /// <summary>Whether a signal belongs to the rule.</summary>
    /// <param name="message">Any message.</param>
    /// <param name="senderOwner">Unique name of the present owner of <see cref="Sender"/>, null when nobody owns it.</param>
    internal bool Matches(DBusMessage message, string? senderOwner)
    {
        MessageHeader header = message.Header;
        return header.Type == MessageType.Signal
            && (Sender is null || (senderOwner is not null && header.Sender == senderOwner))
            && (Path is null || header.Path == Path)
            && (Interface is null || header.Interface == Interface)
            && (Member is null || header.Member == Member)
            && (Arg0 is null || message.FirstStringArgument == Arg0);
    }

    private static void Append(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            // Inside quotes nothing is special but the quote itself, which is closed, escaped and opened again.
            text.Append(',').Append(key).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        }
    }
}
