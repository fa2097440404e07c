FROM oauth-lab-base:local
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY . /
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
