using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>With certificates that are refused, beside the good one in the client's folder.</summary>
public sealed class ClientProgramsHost : AgentHost
{
    private protected override async Task InstallAsync(string package)
    {
        await base.InstallAsync(package);
        await Sandbox.ShAsync("linux-patch-api pki issue --directory /root/pki --client --name revoked; "
            + "linux-patch-api pki revoke --directory /root/pki --certificate /root/pki/revoked.pem; cp /root/pki/crl.pem "
            + "/etc/linux_patch_api/certs/crl.pem");
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
            cp $pki/revoked.pem $pki/revoked.key.pem .
            sign usage $pki/ca.pem $pki/ca.key.pem 2 serverAuth
            sign expired $pki/ca.pem $pki/ca.key.pem -1 clientAuth
            key future
            : >index.txt && echo 01 >serial.txt
            printf '[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nserial=serial.txt\nnew_certs_dir=.\ndefault_md=sha256\n' >ca.cnf
            printf 'policy=p\n[p]\ncommonName=supplied\n' >>ca.cnf
            printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n' >client.ext
            openssl ca -batch -config ca.cnf -cert $pki/ca.pem -keyfile $pki/ca.key.pem -in future.csr -out future.pem \
                -notext -extfile client.ext \
                -startdate "$(date -u -d '+2 days' +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d '+3 days' +%Y%m%d%H%M%SZ)"
            # OpenSSL and GnuTLS take its key, the agent does not.
            openssl req -new -newkey ed448 -nodes -keyout weak.key.pem -out weak.csr -subj /CN=weak
            openssl x509 -req -in weak.csr -CA $pki/ca.pem -CAkey $pki/ca.key.pem -days 2 -out weak.pem -extfile client.ext
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key.pem -out other.pem \
                -days 2 -subj /CN=Other
            sign foreign other.pem other.key.pem 2 clientAuth
            """);
    }
}
