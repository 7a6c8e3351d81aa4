using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Page;

/// <summary>One browser for the tests of a class, because its start takes seconds.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private Browser? _browser;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    /// <param name="identity">The same each time.</param>
    internal async Task<Browser> GetAsync(ClientIdentity identity) => _browser ??= await Browser.StartAsync(identity);
}
