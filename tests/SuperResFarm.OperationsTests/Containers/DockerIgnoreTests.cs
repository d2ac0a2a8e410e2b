namespace SuperResFarm.OperationsTests.Containers;

public sealed class DockerIgnoreTests
{
    private static readonly DockerIgnore _ignore = DockerIgnore.Load();

    [Theory]
    [InlineData(".git/config")]
    [InlineData(".env")]
    [InlineData("docker-compose.yml")]
    [InlineData("deploy/docker/Dockerfile.api")]
    [InlineData("docs/farm.md")]
    [InlineData("farm/objects/photo.jpg")]
    [InlineData("models/superres-compact-x4.onnx")]
    [InlineData("out/photo.png")]
    [InlineData("samples/text.png")]
    [InlineData("shared/facts.md")]
    [InlineData("src/SuperResFarm.Api/bin/Release/net10.0/superres-api.dll")]
    [InlineData("src/SuperResFarm.Api/obj/project.assets.json")]
    [InlineData("src/SuperResFarm.Cli/SuperResFarm.Cli.csproj")]
    [InlineData("src/SuperResFarm.Training/SuperResFarm.Training.csproj")]
    [InlineData("tests/run.sh")]
    public void Ignores_WhatNoImageIsMadeOf_IsTrue(string path) => Assert.True(_ignore.Ignores(path));

    [Theory]
    [InlineData(".editorconfig")]
    [InlineData("Directory.Packages.props")]
    [InlineData("LICENSE")]
    [InlineData("models/catalog.json")]
    [InlineData("models/superres-compact-x4.pth")]
    [InlineData("src/SuperResFarm.Api/Program.cs")]
    [InlineData("src/SuperResFarm.Models/Onnx/onnx.proto")]
    public void Ignores_WhatImagesAreMadeOf_IsFalse(string path) => Assert.False(_ignore.Ignores(path));
}
