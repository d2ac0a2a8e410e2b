using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SuperResFarm.Api.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks (specification 1.0) has them.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <returns>A fresh secret.</returns>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <returns>A signature of a delivery: HMAC-SHA256 over <c>id.timestamp.body</c>.</returns>
    /// <param name="secret">As its owner has it.</param>
    /// <param name="id">Of the delivery.</param>
    /// <param name="timestamp">Of the try, Unix seconds.</param>
    /// <param name="body">What is sent.</param>
    public static string Sign(string secret, string id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));
    }
}
