namespace LinuxPatchApi.HostServices.Bus;

/// <summary>What a subscription needs of its queue, whatever it carries.</summary>
internal interface IDeliveryQueue
{
    /// <summary>Completes when everything was delivered after <see cref="Close"/>, or thrown away after <see cref="Discard"/>.</summary>
    Task Completion { get; }

    /// <summary>Takes nothing more and frees whoever waits for room; what is in it is still delivered.</summary>
    void Close();

    /// <summary>Takes nothing more and throws away what is in it.</summary>
    void Discard();
}
