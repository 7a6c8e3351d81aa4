using System.IO.Compression;
using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document; a test keeps it equal to the routes and shapes.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json.gz";

    public static ValueTask<ApiAnswer?> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ApiAnswer?>(new ApiAnswer.Raw(Envelope.Json, Read()));

    /// <summary>Unpacked at each call: it is asked for seldom, and need not stay in memory.</summary>
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
