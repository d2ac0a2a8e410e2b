namespace SuperResFarm.Models.Perceptual;

/// <summary>A network that LPIPS was published with: the trunk of an ImageNet classifier, and weights for the channels of its layers.</summary>
/// <param name="Name">As LPIPS calls it.</param>
/// <param name="Trunk">The classifier's file, as torchvision publishes it.</param>
/// <param name="Heads">The weights for its channels, version 0.1, as LPIPS publishes them.</param>
public sealed record LpipsNet(string Name, LpipsFile Trunk, LpipsFile Heads)
{
    /// <summary>The networks, the one that its authors recommend for measuring first.</summary>
    public static IReadOnlyList<LpipsNet> All { get; } =
    [
        new("alex",
            new("alexnet-owt-7be5be79.pth", "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02"),
            new("alex.pth", "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0")),
        new("squeeze",
            new("squeezenet1_1-b8a52dc0.pth", "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
            new("squeeze.pth", "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76")),
        new("vgg",
            new("vgg16-397923af.pth", "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
            new("vgg.pth", "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868")),
    ];
}

/// <summary>A published file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Its checksum, lower-case hexadecimal.</param>
public sealed record LpipsFile(string Name, string Sha256);
