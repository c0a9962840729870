using System.Text.Json.Nodes;

namespace OAuthMail.Tool.Configuration;

/// <summary>Writes options into the section of an account. Options without a value are left out.</summary>
internal static class AccountJson
{
    public static void Set(this JsonObject section, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) section[name] = value;
    }

    /// <summary>Sets the certificate of an application, if it has one.</summary>
    public static void SetCertificate(this JsonObject section, string? file, string? keyFile)
    {
        if (file is null) return;
        var certificate = new JsonObject();
        certificate.Set("File", file);
        certificate.Set("KeyFile", keyFile);
        section["Certificate"] = certificate;
    }
}
