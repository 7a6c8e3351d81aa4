using System.IO.Compression;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Routing;

namespace LinuxPatchApi.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document. A test compares it with the routes and documents.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json.gz";

    public static ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ApiAnswer?>(new ApiAnswer.Raw(Envelope.Json, Read()));

    /// <summary>Decompresses on every call: the document is requested rarely and need not stay in memory.</summary>
    public static byte[] Read()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the build left {Resource} out");
        using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }
}
