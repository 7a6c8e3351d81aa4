using System.Buffers;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http;

/// <summary>Writes the <c>application/json</c> body of an error that the HTTP layer answers. Must not throw.</summary>
public delegate void FaultRenderer(HttpFault fault, Guid requestId, IBufferWriter<byte> body);
