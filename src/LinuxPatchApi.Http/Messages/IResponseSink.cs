namespace LinuxPatchApi.Http.Messages;

/// <summary>The destination of a streamed response.</summary>
internal interface IResponseSink
{
    /// <summary>Sends the head of a streamed response. False when nobody is reading.</summary>
    ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken);

    /// <summary>Sends the body buffer as one chunk and empties it. False when nobody is reading.</summary>
    ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken);
}
