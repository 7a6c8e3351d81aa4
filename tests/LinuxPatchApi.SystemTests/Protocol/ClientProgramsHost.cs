using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>With certificates that are refused, beside the good one in the client's folder.</summary>
public sealed class ClientProgramsHost : AgentHost
{
    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        // The authority's key is in the container, where its own tool made it.
        await Command.RunAsync("bash", "-ec", $$"""
            cd {{Sandbox.ClientFiles}}
            key() { openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key.pem -out $1.csr -subj /CN=$1; }
            sign() {
                key $1
                openssl x509 -req -in $1.csr -CA $2 -CAkey $3 -days $4 -out $1.pem \
                    -extfile <(printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=%s\n' $5)
            }
            pki={{Sandbox.Root}}/root/pki
            sign usage $pki/ca.pem $pki/ca.key.pem 2 serverAuth
            sign expired $pki/ca.pem $pki/ca.key.pem -1 clientAuth
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key.pem -out other.pem -days 2 -subj /CN=Other
            sign foreign other.pem other.key.pem 2 clientAuth
            """);
    }
}
