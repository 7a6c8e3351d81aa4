namespace LinuxPatchApi.HostServices.Bus;

/// <summary>The part of a delivery queue that does not depend on its value type.</summary>
internal interface IDeliveryQueue
{
    /// <summary>Completes when everything is delivered after <see cref="Close"/>, or dropped after <see cref="Discard"/>.</summary>
    Task Completion { get; }

    /// <summary>Accepts no more values and releases a blocked producer; queued values are still delivered.</summary>
    void Close();

    /// <summary>Accepts no more values and drops the queued ones.</summary>
    void Discard();
}
