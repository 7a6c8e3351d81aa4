#!/usr/bin/env bash
# pki.sh DIRECTORY - certificates for one benchmark run, P-256 throughout: ca.pem, crl.pem, {server,client}.pem and .key.pem.
set -euo pipefail
cd "${1:?}"
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -keyout ca.key.pem -out ca.pem -days 2 -subj '/CN=Benchmark CA' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null

# issue NAME USAGE
issue() {
    openssl req -new "${key[@]}" -keyout "$1.key.pem" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key.pem -days 2 -out "$1.pem" -extfile <(
        printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' "extendedKeyUsage=$2" \
            'subjectAltName=DNS:localhost,IP:127.0.0.1'
    ) 2>/dev/null
    rm "$1.csr"
}
issue server serverAuth
issue client clientAuth

touch index.txt
echo 01 >crlnumber
openssl ca -gencrl -keyfile ca.key.pem -cert ca.pem -out crl.pem -config <(
    printf '%s\n' '[ca]' 'default_ca=d' '[d]' 'database=index.txt' 'crlnumber=crlnumber' 'default_md=sha256' 'default_crl_days=2'
) 2>/dev/null
chmod 0600 ./*.key.pem
