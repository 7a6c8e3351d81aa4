//! hyper-door ADDRESS PKI-DIRECTORY ANSWER-FILE: GET /health over mutual TLS 1.3 on one thread.
//! rustls of this version cannot check revocation lists.

use std::{convert::Infallible, fs, path::Path, sync::Arc};

use hyper::{
    body::Bytes, header::CONTENT_TYPE, server::conn::Http, service::service_fn, Body, Request, Response, StatusCode,
};
use rustls::{server::AllowAnyAuthenticatedClient, Certificate, PrivateKey, RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

fn pem(path: &Path) -> Vec<u8> {
    fs::read(path).expect("a readable PEM file")
}

fn certificates(path: &Path) -> Vec<Certificate> {
    let ders = rustls_pemfile::certs(&mut pem(path).as_slice()).expect("certificates");
    ders.into_iter().map(Certificate).collect()
}

fn tls(pki: &Path) -> ServerConfig {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(&pki.join("ca.pem")) {
        roots.add(&certificate).expect("an authority");
    }
    let keys = rustls_pemfile::pkcs8_private_keys(&mut pem(&pki.join("server.key.pem")).as_slice()).expect("a key");
    let key = PrivateKey(keys.into_iter().next().expect("one key"));
    ServerConfig::builder()
        .with_safe_default_cipher_suites()
        .with_safe_default_kx_groups()
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3")
        .with_client_cert_verifier(AllowAnyAuthenticatedClient::new(roots))
        .with_single_cert(certificates(&pki.join("server.pem")), key)
        .expect("a key that fits its certificate")
}

fn respond(request: &Request<Body>, answer: &Bytes) -> Response<Body> {
    if request.uri().path() != "/health" {
        let mut missing = Response::new(Body::empty());
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    }
    Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(answer.clone()))
        .expect("a response")
}

/// One connection from its handshake to its end, whatever ends it.
async fn serve(socket: TcpStream, acceptor: TlsAcceptor, answer: Bytes) {
    let _ = socket.set_nodelay(true);
    if let Ok(stream) = acceptor.accept(socket).await {
        let service = service_fn(move |request| {
            let response = respond(&request, &answer);
            async move { Ok::<_, Infallible>(response) }
        });
        let _ = Http::new().http1_only(true).serve_connection(stream, service).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let answer = Bytes::from(fs::read(&arguments[3]).expect("the answer"));
    let acceptor = TlsAcceptor::from(Arc::new(tls(Path::new(&arguments[2]))));
    let listener = TcpListener::bind(&arguments[1]).await.expect("the address");
    loop {
        if let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, acceptor.clone(), answer.clone()));
        }
    }
}
