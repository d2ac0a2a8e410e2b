using System.Text;
using System.Text.Json;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Cli.Farm;

public class FarmBodiesTests
{
    private static readonly JobBody _job = new(
        Guid.NewGuid(), "running", Priority.Bulk, new(7, 1, 1, 1, 2, 1, 1), new() { Model = "compact" }, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Read_WhatAFarmWrites_IsTheSame()
    {
        Assert.Equal(_job, Read<JobBody>(FarmBodies.Line(_job)));
        var item = new ItemBody(
            3, "failed", 2, "s3://in/ä.png", null, 0.5, DateTimeOffset.UnixEpoch, "w", "d", new("timed-out", "Too slow."),
            new("a", 1, 2, 3, 4, 5, "b", true, TimeSpan.FromSeconds(1.25)));
        Assert.Equal(item, Read<ItemBody>(FarmBodies.Line(item)));
        Assert.Contains("s3://in/ä.png", FarmBodies.Line(item), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MembersOfANewerFarm_ArePassedOver() => Assert.Equal(_job, Read<JobBody>($"{{\"colour\":{{\"a\":1}},{FarmBodies.Line(_job)[1..]}"));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"id\"")]
    [InlineData("<html>")]
    [InlineData("{\"id\":\"0198c0de-0000-7000-8000-000000000001\"}")]
    public void Read_WhatNoFarmWrites_IsRefused(string json) => Assert.Throws<JsonException>(() => Read<JobBody>(json));

    [Theory]
    [InlineData("\"counts\":{", "\"counts\":{\"total\":null,\"x\":{")]
    [InlineData("\"state\":\"running\"", "\"state\":null")]
    [InlineData("\"failed\":1,", "")]
    [InlineData("\"bulk\"", "\"soon\"")]
    public void Read_LessThanAFarmTells_IsRefused(string right, string wrong)
    {
        var json = FarmBodies.Line(_job);
        Assert.Contains(right, json, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => Read<JobBody>(json.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static T Read<T>(string json) => FarmBodies.Read<T>(Encoding.UTF8.GetBytes(json));
}
