using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Which signals a subscription gets (D-Bus specification, "Match Rules"). Null means any.</summary>
internal sealed record BusRule
{
    /// <summary>Unique or well-known name. A well-known name follows its owner.</summary>
    public string? Sender { get; init; }

    public string? Path { get; init; }

    public string? Interface { get; init; }

    public string? Member { get; init; }

    /// <summary>The first argument, a string.</summary>
    public string? Arg0 { get; init; }

    /// <summary>Changes of the owner of one name.</summary>
    public static BusRule NameOwnerChanged(string name) => new()
    {
        Sender = BusNames.Bus,
        Path = BusNames.BusPath,
        Interface = BusNames.Bus,
        Member = BusNames.NameOwnerChanged,
        Arg0 = name,
    };

    /// <summary>The rule in the words of the library.</summary>
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
