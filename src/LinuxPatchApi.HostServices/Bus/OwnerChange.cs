namespace LinuxPatchApi.HostServices.Bus;

/// <summary>The owner of a name changed.</summary>
/// <param name="Owner">Unique name of the new one; null when the name has no owner any more.</param>
internal sealed record OwnerChange(string? Owner)
{
    /// <summary>The third argument of NameOwnerChanged; null when it is another signal.</summary>
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
