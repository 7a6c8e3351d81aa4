namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>The tests that share the certificates, which take some seconds to make.</summary>
[CollectionDefinition(nameof(OpenSslClients))]
public sealed class OpenSslClients : ICollectionFixture<OpenSslPki>;
