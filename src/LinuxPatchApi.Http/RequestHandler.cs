namespace LinuxPatchApi.Http;

/// <summary>Answers one request by filling <see cref="HttpExchange.Response"/>. May run concurrently for different connections.</summary>
/// <param name="exchange">Valid until the returned task ends, body bytes included.</param>
/// <param name="cancellationToken">Cancelled when the connection is lost or the server ends.</param>
/// <remarks>An exception is a bug: it is logged and answered with 500 when nothing was sent yet.</remarks>
public delegate ValueTask RequestHandler(HttpExchange exchange, CancellationToken cancellationToken);
