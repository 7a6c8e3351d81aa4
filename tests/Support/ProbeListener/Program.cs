// A clear-text listener on the product's parser and request loop, for conformance probes: ProbeListener PORT
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.ProbeListener;
using Microsoft.Extensions.Logging.Abstractions;

var port = args.Length == 1 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0;
await using var server = new HttpServer(
    new HttpServerOptions
    {
        Endpoints = [new IPEndPoint(IPAddress.Loopback, port)],
        AddressFilter = IPAddress.IsLoopback,
        Tls = new NoTls(),
        Handler = Answers.HandleAsync,
        Faults = (fault, requestId, body) => body.Write(Encoding.UTF8.GetBytes($"{fault.Reason} {requestId}")),
        Loggers = NullLoggerFactory.Instance,
    },
    new PlainTransport());
foreach (var failure in server.Start())
{
    await Console.Error.WriteLineAsync($"cannot listen on {failure.Endpoint}: {failure.Reason}");
    return 1;
}
Console.WriteLine(server.BoundEndpoints[0]);
await Task.Delay(Timeout.Infinite);
return 0;
