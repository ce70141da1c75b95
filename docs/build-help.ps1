<#
.SYNOPSIS
    Writes the module's help: Markdown for cmdlets that have none yet, brings that of the others up to date, and makes MAML of it.
.DESCRIPTION
    Texts live in docs/en-US and are edited there; what PlatyPS can read off the cmdlets (syntax, parameters) is refreshed. The MAML goes to
    src/CNet/en-US, so that a build without PlatyPS has help too. build.ps1 -Task Docs runs this.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
Import-Module (Join-Path $PSScriptRoot '../out/CNet/CNet.psd1')

$pages = Join-Path $PSScriptRoot 'en-US'
$null = New-Item -ItemType Directory -Path $pages -Force
foreach ($command in Get-Command -Module CNet -CommandType Cmdlet, Function) {
    $page = Join-Path $pages "$command.md"
    if (Test-Path $page) {
        $null = Update-MarkdownCommandHelp -Path $page -NoBackup
    }
    else {
        $new = New-MarkdownCommandHelp -CommandInfo $command -OutputFolder $pages -Force
        Move-Item $new.FullName $page -Force
    }
}
$maml = Join-Path $PSScriptRoot '../src/CNet/en-US'
$null = New-Item -ItemType Directory -Path $maml -Force
$temporary = Join-Path ([IO.Path]::GetTempPath()) "cnet-help-$PID"
try {
    $null = Get-ChildItem $pages -Filter '*-CNet*.md' | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $temporary -Force
    Get-ChildItem $temporary -Recurse -Filter *.xml | Copy-Item -Destination $maml
}
finally {
    Remove-Item $temporary -Recurse -ErrorAction Ignore
}
Get-ChildItem $maml
