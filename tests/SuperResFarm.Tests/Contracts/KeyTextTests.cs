using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Contracts;

public class KeyTextTests
{
    private const string Id = "abcdefgh01234567";

    [Fact]
    public void Create_Many_AreAllDifferentAndReadBack()
    {
        var keys = Enumerable.Range(0, 500).Select(_ => KeyText.Create()).ToList();
        Assert.Distinct(keys.Select(key => key.Id));
        Assert.Distinct(keys.Select(key => key.Secret));
        Assert.All(keys, key => Assert.Equal(key, KeyText.Parse(key.Reveal())));
        Assert.All(keys, key => Assert.DoesNotContain(key.Secret, key.ToString(), StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Secret.Contains('_'));   // the secret may have underscores of its own
    }

    [Fact]
    public void Parse_OtherTexts_AreNoKeys()
    {
        var secret = new string('A', 43);
        Assert.NotNull(KeyText.Parse($"srf_{Id}_{secret}"));
        string?[] others =
        [
            null, "", "srf", "srf_", "srf__", $"srf_{Id}", $"srf_{Id}_", $"srf_{Id}_{secret}A", $"srf_{Id}_{secret[1..]}", $"SRF_{Id}_{secret}", $"srf_{Id.ToUpperInvariant()}_{secret}",
            $"srf_{Id}x_{secret}", $"srf_{Id[1..]}_{secret}", $"srf_{Id}_{secret[1..]}+", $"srf_{Id}_{secret[1..]}=", $" srf_{Id}_{secret}", $"srf_{Id}_{secret} ", $"srf-{Id}-{secret}",
        ];
        Assert.All(others, text => Assert.Null(KeyText.Parse(text)));
    }
}
