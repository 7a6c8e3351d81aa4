namespace LinuxPatchApi.Http.Responses;

/// <summary>Where a streamed answer goes.</summary>
internal interface IResponseSink
{
    /// <summary>Sends the head of a streamed answer. False: nobody is reading.</summary>
    ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken);

    /// <summary>Sends what the body buffer holds as one chunk and empties it. False: nobody is reading.</summary>
    ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken);
}
