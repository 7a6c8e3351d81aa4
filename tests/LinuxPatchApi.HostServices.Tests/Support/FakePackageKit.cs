using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Acts as packagekitd, with recorded signals.</summary>
internal static class FakePackageKit
{
    public const string Name = "org.freedesktop.PackageKit";
    public const string Path = "/7_abcdef";

    /// <summary>A daemon whose transaction method replays a recording; with an empty recording it only starts.</summary>
    public static Task<FakeService> StartAsync(PrivateBus bus, string method, string? recording, bool allowCancel = false) =>
        FakeService.StartAsync(bus, Name, service =>
        {
            service.On("CreateTransaction", call => service.ReplyPathAsync(call, Path));
            service.On("SetHints", service.ReplyAsync);
            service.On("Cancel", service.ReplyAsync);
            service.On("Get", call => service.ReplyVariantAsync(call, VariantValue.Bool(allowCancel)));
            service.On("GetAll", call => service.ReplyPropertiesAsync(
                call, ("AllowCancel", VariantValue.Bool(allowCancel)), ("Status", VariantValue.UInt32(1))));
            service.On("GetTransactionList", call => service.ReplyPathsAsync(call, Path));
            service.On(method, async call =>
            {
                // Signals before the reply, as a fast daemon may send them.
                await service.ReplayAsync(recording is null ? [] : Recording.Read(recording), Path);
                await service.ReplyAsync(call);
            });
        });
}
