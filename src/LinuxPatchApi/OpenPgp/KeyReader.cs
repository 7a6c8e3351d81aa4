namespace LinuxPatchApi.OpenPgp;

/// <summary>Reads one key with its user ids, subkeys and signatures. Only the key's own signatures count. Pure.</summary>
/// <param name="budget">How many signatures may be verified.</param>
internal sealed class KeyReader(PublicKey primary, List<Packet> packets, DateTimeOffset now, int budget)
{
    private readonly List<(PublicKey Key, KeySignature? Binding, bool IsRevoked)> _subkeys = [];
    private KeySignature? _direct;
    private KeySignature? _ofUser;
    private bool _isRevoked;
    private bool _hasRevokedName;
    private bool _hasUnread;
    private (DateTimeOffset Created, string Why)? _bad;

    /// <summary>What is left of the budget; negative when the key is not read to its end.</summary>
    public int Budget => budget;

    /// <summary>Returns the key, or why it cannot be used as a clause: it has no good signature of its own.</summary>
    public (OpenPgpKey? Key, string? WhyUnusable) Read()
    {
        PublicKey? subkey = null;
        byte[]? user = null;
        var isAttribute = false;
        (KeySignature? Newest, bool IsRevoked) ofUser = default;
        foreach (var packet in packets.Skip(1))
        {
            switch (packet.Tag)
            {
                case Packet.UserId or Packet.UserAttribute:
                    Add(ofUser);
                    (user, subkey, isAttribute, ofUser) = (packet.Body, null, packet.Tag == Packet.UserAttribute, default);
                    break;
                case Packet.PublicSubkey:
                    Add(ofUser);
                    (user, ofUser) = (null, default);
                    subkey = PublicKey.Parse(packet.Body);
                    isAttribute = subkey is null;
                    if (subkey is not null)
                    {
                        _subkeys.Add((subkey, null, false));
                    }
                    break;
                case Packet.Signature when !isAttribute && KeySignature.Parse(packet.Body) is { } signature:
                    ofUser = signature.IsBy(primary) ? Judge(signature, subkey, user, ofUser) : ofUser;
                    break;
                case Packet.Signature when !isAttribute:
                    _hasUnread = true;
                    break;
            }
        }
        Add(ofUser);
        return _direct is not null || _ofUser is not null || _isRevoked ? (Result(), null) : (null, WhyUnusable());
    }

    private string WhyUnusable() => _hasRevokedName ? "has only names that its owner has revoked"
        : _bad is { } bad ? $"has a signature of its own {bad.Why}"
        : _hasUnread ? "has no signature of its own in a form that is known"
        : "has no signature of its own";

    private void Add((KeySignature? Newest, bool IsRevoked) ofUser)
    {
        _hasRevokedName |= ofUser.IsRevoked;
        if (ofUser is { Newest: { } newest, IsRevoked: false } && newest.Created >= (_ofUser?.Created ?? default))
        {
            _ofUser = newest;
        }
    }

    private (KeySignature? Newest, bool IsRevoked) Judge(
        KeySignature signature, PublicKey? subkey, byte[]? user, (KeySignature? Newest, bool IsRevoked) ofUser)
    {
        switch (signature.Type)
        {
            case SignatureType.DirectKey when subkey is null && IsGood(signature, null, null):
                _direct = signature.Created >= (_direct?.Created ?? default) ? signature : _direct;
                break;
            case SignatureType.KeyRevocation when IsGood(signature, null, null):
                _isRevoked = true;
                break;
            case SignatureType.CertificationRevocation when user is not null && IsGood(signature, null, user):
                // A later signature makes the name valid again.
                ofUser = signature.Created >= (ofUser.Newest?.Created ?? default) ? (signature, true) : ofUser;
                break;
            case >= SignatureType.GenericCertification and <= SignatureType.PositiveCertification
                when user is not null && signature.Created >= (ofUser.Newest?.Created ?? default) && IsGood(signature, null, user):
                ofUser = (signature, false);
                break;
            case SignatureType.SubkeyBinding or SignatureType.SubkeyRevocation when subkey is not null && IsGood(signature, subkey, null):
                var (key, binding, isRevoked) = _subkeys[^1];
                _subkeys[^1] = signature.Type == SignatureType.SubkeyRevocation ? (key, binding, true)
                    : signature.Created >= (binding?.Created ?? default) ? (key, signature, isRevoked)
                    : _subkeys[^1];
                break;
        }
        return ofUser;
    }

    private bool IsGood(KeySignature signature, PublicKey? subkey, byte[]? user)
    {
        if (budget-- <= 0)
        {
            return false;
        }
        var why = signature.WhyBad(primary, primary, subkey, user, now);
        // Of the key itself the newest signature would decide, so its fault is the one to mend.
        if (why is not null && subkey is null && signature.Created >= (_bad?.Created ?? default))
        {
            _bad = (signature.Created, why);
        }
        return why is null;
    }

    private OpenPgpKey Result()
    {
        // GnuPG's order: a signature on the key itself decides, else the newest one on a name.
        var life = _direct?.KeyLife ?? _ofUser?.KeyLife;
        var end = End(primary, life);
        var signing = new List<SigningKey>();
        if (primary.CanSign && ((_direct?.Flags is null ? _ofUser : _direct)?.MaySign ?? true))
        {
            signing.Add(new SigningKey(primary.Fingerprint, primary.KeyId, end));
        }
        foreach (var (key, binding, isRevoked) in _subkeys)
        {
            // A subkey that signs must have signed that it belongs to this key: else anybody's could be claimed.
            if (binding is not null && !isRevoked && key.CanSign && binding.MaySign == true
                && binding.Back is { Type: SignatureType.PrimaryKeyBinding } back && back.IsGood(key, primary, key, null, now))
            {
                var own = End(key, binding.KeyLife);
                signing.Add(new SigningKey(key.Fingerprint, key.KeyId, own is null || end < own ? end : own));
            }
        }
        return new OpenPgpKey(primary.Fingerprint, _isRevoked, signing) { WhyWeak = primary.WhyWeak };
    }

    private static DateTimeOffset? End(PublicKey key, uint? life) => life is { } seconds ? key.Created.AddSeconds(seconds) : null;
}
