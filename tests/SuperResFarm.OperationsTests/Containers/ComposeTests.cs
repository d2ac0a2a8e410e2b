namespace SuperResFarm.OperationsTests.Containers;

public sealed class ComposeTests
{
    private static readonly string[] _oneShots = ["bucket"];

    [Theory, MemberData(nameof(Compose.Names), MemberType = typeof(Compose))]
    public void Service_Any_HasAPreciseImage(string name)
    {
        var image = Compose.Services[name]["image"]!;

        Assert.True(ImageName.IsPrecise(image), image);
    }

    [Theory]
    [InlineData("postgres", false)]
    [InlineData("postgres:17", false)]
    [InlineData("postgres:latest", false)]
    [InlineData("grafana/grafana:12.4.3-latest", false)]
    [InlineData("postgres:17.10", true)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled", true)]
    public void IsPrecise_Image_NeedsARelease(string name, bool precise) => Assert.Equal(precise, ImageName.IsPrecise(name));

    [Theory, MemberData(nameof(Compose.Names), MemberType = typeof(Compose))]
    public void Service_Any_IsOpenToThisMachineOnly(string name)
    {
        Assert.All(Compose.Services[name].List("ports"), port => Assert.Matches(@"^127\.0\.0\.1:\d+:\d+$", port));
        Assert.Null(Compose.Services[name]["network_mode"]);
    }

    [Theory, MemberData(nameof(Compose.Names), MemberType = typeof(Compose))]
    public void Service_Any_HasNoRightsBeyondItsUser(string name)
    {
        var service = Compose.Services[name];

        Assert.Equal(["ALL"], service.List("cap_drop"));
        Assert.Contains("no-new-privileges:true", service.List("security_opt"));
        Assert.Empty(service.List("cap_add"));
        Assert.NotEqual("true", service["privileged"]);
    }

    [Theory, MemberData(nameof(Compose.Names), MemberType = typeof(Compose))]
    public void Service_Any_TellsItsHealthOrEnds(string name)
    {
        if (_oneShots.Contains(name))
            Assert.Equal("no", Compose.Services[name]["restart"]);
        else
            Assert.Equal("CMD", Compose.Services[name].Check[0]);
    }

    [Theory, MemberData(nameof(Compose.OurNames), MemberType = typeof(Compose))]
    public void Service_Ours_IsLockedDown(string name)
    {
        var service = Compose.Services[name];
        var program = name.Split('-')[0];

        Assert.Equal("true", service["read_only"]);
        Assert.Equal("10001:10001", service["user"]);
        Assert.Equal(["CMD", $"/app/superres-{program}", "health"], service.Check);
        Assert.Equal($"deploy/docker/Dockerfile.{program}", service.Table("build")["dockerfile"]);
        Assert.All(service.Mounts, mount => Assert.Contains(mount[1], (string[])["/data", "/scratch"]));
        Assert.Contains(service.Mounts, mount => mount[1] == "/scratch");
    }

    [Theory, MemberData(nameof(Compose.OurNames), MemberType = typeof(Compose))]
    public void Service_Ours_MayStopInOrder(string name)
    {
        var service = Compose.Services[name];
        var host = TimeSpan.FromSeconds(int.Parse(service.Environment["DOTNET_SHUTDOWNTIMEOUTSECONDS"]));

        Assert.True(service.Grace > host);
        if (name != "api")
            Assert.True(host > TimeSpan.Parse(service.Environment["Worker__Grace"]));
    }

    [Theory, MemberData(nameof(Compose.OurNames), MemberType = typeof(Compose))]
    public void Service_Ours_SetsWhatIsASetting(string name) =>
        Assert.All(Compose.Services[name].Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)), key => Assert.True(Setting.Exists(key), key));

    [Theory, MemberData(nameof(Compose.Names), MemberType = typeof(Compose))]
    public void Service_Mounts_AreFilesOfTheRepositoryOrVolumes(string name) => Assert.All(Compose.Services[name].Mounts, mount =>
    {
        if (mount[0].StartsWith("./", StringComparison.Ordinal))
        {
            Assert.True(Path.Exists(Repository.PathOf(mount[0][2..])), mount[0]);
            Assert.Equal("ro", mount[2]);
        }
        else
            Assert.Contains($"\n  {mount[0]}: {{}}\n", Compose.Raw);
    });

    [Fact]
    public void Service_Worker_WaitsForWhatItNeeds() => Assert.All(
        Compose.Services, service => Assert.All(service.Value.Table("depends_on"), needed =>
        {
            var condition = (string)((Dictionary<object, object>)needed.Value)["condition"];
            Assert.Equal(_oneShots.Contains(needed.Key) ? "service_completed_successfully" : "service_healthy", condition);
        }));

    [Fact]
    public void Variables_UsedTwice_HaveOneDefaultAndAreTold()
    {
        var told = File.ReadAllText(Repository.PathOf("deploy/docker/README.md"));

        Assert.All(Compose.Variables().GroupBy(use => use.Name), uses =>
        {
            var standard = Assert.Single(uses.Select(use => use.Default).Distinct());
            Assert.Contains($"| `{uses.Key}` | `{standard}` |", told);
        });
    }
}
