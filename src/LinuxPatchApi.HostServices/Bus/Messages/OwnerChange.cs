namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>A change of a bus name's owner.</summary>
/// <param name="Owner">Unique name of the new owner; null when the name has no owner.</param>
internal sealed record OwnerChange(string? Owner)
{
    /// <summary>Reads the new owner (third argument of NameOwnerChanged); null when the message is another signal.</summary>
    public static OwnerChange? Read(BusMessage signal)
    {
        if (signal is not { Interface: BusNames.Bus, Member: BusNames.NameOwnerChanged, Sender: BusNames.Bus, Signature: "sss" })
        {
            return null;
        }

        var reader = signal.GetBody();
        _ = reader.ReadString();
        _ = reader.ReadString();
        var owner = reader.ReadString();
        return new OwnerChange(owner.Length > 0 ? owner : null);
    }
}
