/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "http/tls.h"

#include <pthread.h>

#include <gnutls/x509.h>

#include "base/file.h"
#include "base/memory.h"

struct identity {
	gnutls_certificate_credentials_t credentials;
	unsigned int users; /* changed by atomic operations */
};

struct tls {
	char *certificate, *key;
	pthread_mutex_t mutex; /* of the pointer */
	struct identity *identity;
};

/* ---- identities ---- */

static struct identity *identity_get(struct identity *identity)
{
	__atomic_add_fetch(&identity->users, 1, __ATOMIC_RELAXED);
	return identity;
}

void identity_put(struct identity *identity)
{
	if (!identity || __atomic_sub_fetch(&identity->users, 1, __ATOMIC_ACQ_REL))
		return;
	gnutls_certificate_free_credentials(identity->credentials);
	free(identity);
}

static struct error *identity_new(struct identity **identity)
{
	_cleanup_(identity_putp)
	struct identity *made = xcalloc(1, sizeof(*made));
	int status = gnutls_certificate_allocate_credentials(&made->credentials);

	made->users = 1;
	if (status < 0)
		return error_new(ERROR_INTERNAL, "GnuTLS: %s", gnutls_strerror(status));
	*identity = take(made);
	return NULL;
}

static gnutls_datum_t datum_of(const struct bytes *bytes)
{
	return (gnutls_datum_t){ bytes->data, (unsigned int)bytes->size };
}

static void wipe(struct bytes *bytes)
{
	if (bytes->data)
		explicit_bzero(bytes->data, bytes->size);
	bytes_deinit(bytes);
}

static struct error *identity_read(const char *certificate, const char *key,
				   struct identity **identity)
{
	_cleanup_bytes_ struct bytes certificate_text = {};
	_cleanup_(wipe)
	struct bytes key_text = {};
	_cleanup_(identity_putp)
	struct identity *made = NULL;
	gnutls_datum_t certificate_datum, key_datum;
	int status;

	try(error_as_usage(file_read(certificate, &certificate_text)));
	try(error_as_usage(file_read(key, &key_text)));
	try(identity_new(&made));
	certificate_datum = datum_of(&certificate_text);
	key_datum = datum_of(&key_text);
	status = gnutls_certificate_set_x509_key_mem2(made->credentials, &certificate_datum,
						      &key_datum, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (status < 0)
		return error_new(ERROR_USAGE, "%s and %s: %s", certificate, key,
				 gnutls_strerror(status));
	*identity = take(made);
	return NULL;
}

/* ---- the newest ---- */

struct error *tls_reload(struct tls *tls)
{
	struct identity *identity, *old;

	try(identity_read(tls->certificate, tls->key, &identity));
	pthread_mutex_lock(&tls->mutex);
	old = tls->identity;
	tls->identity = identity;
	pthread_mutex_unlock(&tls->mutex);
	identity_put(old);
	return NULL;
}

struct identity *tls_show(struct tls *tls, gnutls_session_t session)
{
	struct identity *identity;

	pthread_mutex_lock(&tls->mutex);
	identity = identity_get(tls->identity);
	pthread_mutex_unlock(&tls->mutex);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, identity->credentials);
	return identity;
}

struct error *tls_open(const char *certificate, const char *key, struct tls **tls)
{
	_cleanup_(tls_closep)
	struct tls *opened = xcalloc(1, sizeof(*opened));

	pthread_mutex_init(&opened->mutex, NULL);
	opened->certificate = xstrdup(certificate);
	opened->key = xstrdup(key);
	try(tls_reload(opened));
	*tls = take(opened);
	return NULL;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	identity_put(tls->identity);
	pthread_mutex_destroy(&tls->mutex);
	free(tls->certificate);
	free(tls->key);
	free(tls);
}
