// kestrel-door PORT PKI-DIRECTORY ANSWER-FILE: GET /health over mutual TLS 1.3, as a native minimal API would be written for it.
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

var (port, pki, answer) = (int.Parse(args[0]), args[1], File.ReadAllBytes(args[2]));

// Given to SslStream, so that a chain is built once, against our authority: ClientCertificateValidation would build a second one.
// A revocation list out of a file has no place in it: the base library looks for lists at the addresses that certificates name.
var clients = new X509ChainPolicy
{
    TrustMode = X509ChainTrustMode.CustomRootTrust,
    RevocationMode = X509RevocationMode.NoCheck,
    DisableCertificateDownloads = true,
};
clients.CustomTrustStore.ImportFromPemFile(Path.Combine(pki, "ca.pem"));
clients.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2"));

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(https =>
{
    https.ServerCertificate = X509Certificate2.CreateFromPemFile(Path.Combine(pki, "server.pem"), Path.Combine(pki, "server.key.pem"));
    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
    https.SslProtocols = SslProtocols.Tls13;
    https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = clients;
})));

var app = builder.Build();
app.MapGet("/health", context =>
{
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    return context.Response.Body.WriteAsync(answer).AsTask();
});
app.Run();
