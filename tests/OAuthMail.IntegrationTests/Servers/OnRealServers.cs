namespace OAuthMail.IntegrationTests.Servers;

/// <summary>One set of servers for all tests, which run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OnRealServers : ICollectionFixture<RealServers>
{
    public const string Name = "real servers";
}
