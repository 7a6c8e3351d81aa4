using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>A match rule: which signals a subscription receives (D-Bus specification, "Match Rules"). Null matches anything.</summary>
internal sealed record BusRule
{
    /// <summary>Unique or well-known name of the sender. A well-known name follows its owner.</summary>
    public string? Sender { get; init; }

    public string? Path { get; init; }

    public string? Interface { get; init; }

    public string? Member { get; init; }

    /// <summary>First argument, a string.</summary>
    public string? Arg0 { get; init; }

    /// <summary>Matches owner changes of one name.</summary>
    public static BusRule NameOwnerChanged(string name) => new()
    {
        Sender = BusNames.Bus,
        Path = BusNames.BusPath,
        Interface = BusNames.Bus,
        Member = BusNames.NameOwnerChanged,
        Arg0 = name,
    };

    /// <summary>Converts to the library's type.</summary>
    public MatchRule ToMatchRule() => new()
    {
        Type = MessageType.Signal,
        Sender = Sender,
        Path = Path,
        Interface = Interface,
        Member = Member,
        Arg0 = Arg0,
    };
}
