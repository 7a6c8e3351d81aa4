#!/usr/bin/env bash
# pki.sh DIRECTORY - beside what tests/Benchmarks/pki.sh makes: certificates of attackers, good ones and such as are refused.
#   attacker-0..3   of the CA, so that no limit of one certificate hides what several could do
#   long-subject    of the CA, with a subject of 11 KB
#   foreign         of another CA; chain-6 and chain-95 are below 4 and 93 intermediates of it; large-12 and large-40 have subjects of that many KB
set -euo pipefail
cd "${1:?}"
key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)

# units N: N organisational units of 64 characters, the most that X.520 allows.
units() { for ((i = 0; i < $1; i++)); do printf '/OU=%064d' "$i"; done; }

# issue NAME SUBJECT CA: a client's certificate.
issue() {
    openssl req -x509 "${key[@]}" -keyout "$1.key.pem" -out "$1.pem" -days 2 -subj "$2" -CA "$3.pem" -CAkey "$3.key.pem" \
        -addext 'basicConstraints=critical,CA:FALSE' -addext 'keyUsage=critical,digitalSignature' -addext 'extendedKeyUsage=clientAuth' 2>/dev/null
}
# authority NAME [CA]
authority() {
    openssl req -x509 "${key[@]}" -keyout "$1.key.pem" -out "$1.pem" -days 2 -subj "/CN=$1" ${2:+-CA "$2.pem" -CAkey "$2.key.pem"} \
        -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign' 2>/dev/null
}

for i in 0 1 2 3; do issue "attacker-$i" "/CN=attacker-$i" ca; done
issue long-subject "/CN=long$(units 150)" ca
authority f0
issue foreign /CN=foreign f0
issue large-12 "/CN=large$(units 165)" f0
issue large-40 "/CN=large$(units 550)" f0
for ((level = 1; level <= 93; level++)); do authority "f$level" "f$((level - 1))"; done
# chain NAME LEVELS: client's certificate, so many intermediates, root.
chain() {
    issue "$1" /CN=chain "f$2"
    for ((level = $2; level >= 0; level--)); do cat "f$level.pem"; done >>"$1.pem"
}
chain chain-6 4
chain chain-95 93
chmod 0600 ./*.key.pem
