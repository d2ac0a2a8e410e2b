using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Access;

/// <summary>Hashes secrets of keys. They are random, so one round of HMAC-SHA-256 is enough; the pepper keeps a stolen database from being of use.</summary>
/// <param name="options">Valid options.</param>
internal sealed class KeyHasher(IOptions<ApiOptions> options)
{
    private static readonly byte[] _nothing = new byte[HMACSHA256.HashSizeInBytes];

    private readonly byte[] _pepper = KeyOptionsRules.PepperOf(options.Value.Keys);

    /// <returns>What is kept of a key's secret.</returns>
    public byte[] Hash(KeyText key) => HMACSHA256.HashData(_pepper, Encoding.ASCII.GetBytes(key.Secret));

    /// <returns>Whether a key has the secret of which that hash was kept. Takes as long where none was: how long it takes tells nothing.</returns>
    public bool Matches(KeyText key, byte[]? kept) => CryptographicOperations.FixedTimeEquals(Hash(key), kept ?? _nothing) & kept is not null;
}
