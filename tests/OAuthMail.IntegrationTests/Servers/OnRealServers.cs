namespace OAuthMail.IntegrationTests.Servers;

/// <summary>The collection of all tests that share the servers. They run sequentially.</summary>
[CollectionDefinition(Name)]
public sealed class OnRealServers : ICollectionFixture<RealServers>
{
    public const string Name = "real servers";
}
